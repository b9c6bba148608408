/** What other systems signal of the accounts of our people (OpenID Shared Signals Framework). */
@NullMarked
package org.doorstep.signals;

import org.jspecify.annotations.NullMarked;
