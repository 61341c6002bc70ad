@NullMarked
package dev.muster.respond.chat;

import org.jspecify.annotations.NullMarked;
