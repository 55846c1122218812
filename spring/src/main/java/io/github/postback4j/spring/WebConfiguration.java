package io.github.postback4j.spring;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.servlet.ClickCaptureFilter;
import io.github.postback4j.servlet.ClickCarrier;
import io.github.postback4j.servlet.ConsentPolicy;
import io.github.postback4j.servlet.RequestVisitors;
import io.github.postback4j.servlet.VisitorCookie;
import jakarta.servlet.DispatcherType;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/** What only a servlet application has: the cookie, the filter, the visitor of a request. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(
    name = {
      "jakarta.servlet.Filter",
      "org.springframework.boot.web.servlet.FilterRegistrationBean",
      "org.springframework.web.context.request.RequestContextHolder"
    })
class WebConfiguration {

  static final String FILTER_NAME = "postback4jClickCaptureFilter";

  @Bean
  @ConditionalOnMissingBean
  VisitorCookie postback4jVisitorCookie(Postback4jProperties properties) {
    Postback4jProperties.VisitorCookie given = properties.visitorCookie();
    return Settings.checked(
        Postback4jProperties.PREFIX + ".visitor-cookie",
        "Change that value, or leave it out for the default.",
        () -> {
          VisitorCookie.Builder builder =
              VisitorCookie.builder()
                  .name(given.name())
                  .path(given.path())
                  .sameSite(given.sameSite())
                  .secure(given.secure())
                  .trustForwardedProto(given.trustForwardedProto());
          if (given.domain() != null && !given.domain().isBlank()) {
            builder.domain(given.domain());
          }
          if (given.lifetime() != null) {
            builder.lifetime(given.lifetime());
          }
          return builder.build();
        });
  }

  @Bean
  @ConditionalOnMissingBean
  ClickCarrier postback4jClickCarrier(VisitorCookie cookie, Postback4jProperties properties) {
    return CarrierConfiguration.carrier(properties.sessions(), cookie);
  }

  @Bean
  @ConditionalOnMissingBean
  RequestVisitors postback4jRequestVisitors(
      PostbackTracker tracker, VisitorCookie cookie, ClickCarrier carrier) {
    return CarrierConfiguration.visitors(tracker, cookie, carrier);
  }

  @Bean
  @ConditionalOnMissingBean
  CurrentVisitor postback4jCurrentVisitor(ObjectProvider<RequestVisitors> visitors) {
    return new RequestVisitor(SingletonSupplier.of(visitors::getObject));
  }

  @Bean
  @ConditionalOnMissingBean(
      value = ClickCaptureFilter.class,
      parameterizedContainer = FilterRegistrationBean.class)
  @ConditionalOnProperty(
      prefix = Postback4jProperties.PREFIX + ".filter",
      name = "enabled",
      matchIfMissing = true)
  FilterRegistrationBean<ClickCaptureFilter> postback4jFilterRegistration(
      RequestVisitors visitors,
      ObjectProvider<ConsentPolicy> consent,
      Postback4jProperties properties) {
    Postback4jProperties.Filter given = properties.filter();
    ClickCaptureFilter.Builder filter =
        ClickCaptureFilter.builder(visitors)
            .ignorePrefetches(given.ignorePrefetches())
            .consent(consent.getIfAvailable(ConsentPolicy::always));
    List<String> bots = given.bots();
    if (bots != null) {
      Settings.checked(
          Postback4jProperties.PREFIX + ".filter.bots",
          "Give pieces of User-Agent of 3 characters or more, separated by commas.",
          () -> filter.bots(bots));
    }
    FilterRegistrationBean<ClickCaptureFilter> registration =
        new FilterRegistrationBean<>(filter.build());
    registration.setName(FILTER_NAME);
    registration.setUrlPatterns(given.urlPatterns());
    registration.setOrder(given.order());
    registration.setDispatcherTypes(DispatcherType.REQUEST);
    registration.setAsyncSupported(true);
    return registration;
  }
}
