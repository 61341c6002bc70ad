package dev.muster.platform.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a resource's method reads from the address, for the API document. Each entry is `name: what it means`; a list is named
/// `name[]`. A method that takes a {@link Paging} has `limit`, `offset` and `total` without saying so.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Asks {
  String[] value();
}
