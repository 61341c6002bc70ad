/// Words that every room uses: severity, urgency, ids, time ranges, reasons. Plain Java; knows no room.
@NullMarked
package dev.muster.kernel;

import org.jspecify.annotations.NullMarked;
