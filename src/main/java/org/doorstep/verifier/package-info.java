/** Checks the access log from outside: shares the formats with the service, and no code. */
@NullMarked
package org.doorstep.verifier;

import org.jspecify.annotations.NullMarked;
