package io.github.postback4j.servlet;

import jakarta.servlet.ServletContainerInitializer;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty 12 with Jakarta EE 10. */
final class JettyContainer implements Container {

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  @Override
  public void start(ServletContainerInitializer application) throws Exception {
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/", true, false);
    context.addServletContainerInitializer(application);
    ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
    errors.addErrorPage(404, ERROR_PAGE);
    context.setErrorHandler(errors);
    server.setHandler(context);
    server.start();
  }

  @Override
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void stop() throws Exception {
    server.stop();
  }
}
