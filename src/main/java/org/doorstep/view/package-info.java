/** A person sees what the policy lets them see. */
@NullMarked
package org.doorstep.view;

import org.jspecify.annotations.NullMarked;
