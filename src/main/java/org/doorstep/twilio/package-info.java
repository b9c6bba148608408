/** Calls over Twilio Voice, which asks at every call what to do with it. */
@NullMarked
package org.doorstep.twilio;

import org.jspecify.annotations.NullMarked;
