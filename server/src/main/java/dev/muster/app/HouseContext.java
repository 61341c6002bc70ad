package dev.muster.app;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigUtils;

/// The framework's context for a web server, without two things that make a start dear and that the house does not need.
final class HouseContext {
  private HouseContext() {}

  static ConfigurableApplicationContext make() {
    return AotDetector.useGeneratedArtifacts() ? new Prepared() : new Found();
  }

  /// Most beans are made for the web server, before the framework itself says that all beans are known. Saying so a step earlier lets
  /// it remember which beans are of a type, instead of looking at every bean for each question.
  private static void settled(ConfigurableListableBeanFactory beans) {
    beans.freezeConfiguration();
  }

  /// Looking for methods with `@EventListener` reads every method of every bean. Here a listener is one by its type.
  private static void withoutListenerMethods(ConfigurableListableBeanFactory beans) {
    if (beans instanceof BeanDefinitionRegistry registry
        && registry.containsBeanDefinition(
            AnnotationConfigUtils.EVENT_LISTENER_PROCESSOR_BEAN_NAME)) {
      registry.removeBeanDefinition(AnnotationConfigUtils.EVENT_LISTENER_PROCESSOR_BEAN_NAME);
    }
  }

  /// With the beans that the build has found.
  private static final class Prepared extends ServletWebServerApplicationContext {
    @Override
    protected void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
      super.postProcessBeanFactory(beans);
      withoutListenerMethods(beans);
    }

    @Override
    protected void onRefresh() {
      settled(getBeanFactory());
      super.onRefresh();
    }
  }

  /// Finds its beans itself.
  private static final class Found extends AnnotationConfigServletWebServerApplicationContext {
    @Override
    protected void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
      super.postProcessBeanFactory(beans);
      withoutListenerMethods(beans);
    }

    @Override
    protected void onRefresh() {
      settled(getBeanFactory());
      super.onRefresh();
    }
  }
}
