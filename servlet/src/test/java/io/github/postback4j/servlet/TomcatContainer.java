package io.github.postback4j.servlet;

import jakarta.servlet.ServletContainerInitializer;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;

/** Tomcat 10.1. */
final class TomcatContainer implements Container {

  private final Tomcat tomcat = new Tomcat();

  TomcatContainer(Path folder) {
    tomcat.setBaseDir(folder.toString());
  }

  @Override
  public void start(ServletContainerInitializer application) throws Exception {
    tomcat.setHostname("localhost");
    tomcat.setPort(0);
    tomcat.getConnector();
    Context context = tomcat.addContext("", null);
    context.addServletContainerInitializer(application, Set.of());
    ErrorPage errorPage = new ErrorPage();
    errorPage.setErrorCode(404);
    errorPage.setLocation(ERROR_PAGE);
    context.addErrorPage(errorPage);
    tomcat.start();
  }

  @Override
  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }
}
