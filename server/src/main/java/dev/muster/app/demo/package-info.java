/// The demo company: set up and kept alive through the public API alone, as a customer would do it.
@NullMarked
package dev.muster.app.demo;

import org.jspecify.annotations.NullMarked;
