/** The built-in telephone side: a back-to-back user agent that lets no number through. */
@NullMarked
package org.doorstep.sip;

import org.jspecify.annotations.NullMarked;
