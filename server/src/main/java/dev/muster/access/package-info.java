/// Sign-in, sessions, tokens, roles, permissions, and the audit trail.
@NullMarked
package dev.muster.access;

import org.jspecify.annotations.NullMarked;
