/// Whether people can be reached at all: contact methods prove themselves by a code, and shifts that begin or end are told.
@NullMarked
package dev.muster.mobilize.reach;

import org.jspecify.annotations.NullMarked;
