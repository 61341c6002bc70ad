/// One JSON mapper for the whole house.
@NullMarked
package dev.muster.platform.json;

import org.jspecify.annotations.NullMarked;
