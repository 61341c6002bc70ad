/// The whole house on moved time, with a real database and recorded phone, mail and chat.
@NullMarked
package dev.muster.drill;

import org.jspecify.annotations.NullMarked;
