package io.github.postback4j.servlet;

import jakarta.servlet.ServletContainerInitializer;

/** A real servlet container on a free port of this machine, with one application at its root. */
interface Container {

  /** Path of the page that the application shows for status 404. */
  String ERROR_PAGE = "/error-page";

  void start(ServletContainerInitializer application) throws Exception;

  int port();

  void stop() throws Exception;
}
