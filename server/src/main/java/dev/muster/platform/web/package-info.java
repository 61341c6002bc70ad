/// The shell around every REST resource: errors, bodies, paging, references, who acts.
@NullMarked
package dev.muster.platform.web;

import org.jspecify.annotations.NullMarked;
