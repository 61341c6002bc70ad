@NullMarked
package dev.muster.signal.mail;

import org.jspecify.annotations.NullMarked;
