/** The log, sent to the company's own security monitoring as it grows. */
@NullMarked
package org.doorstep.siem;

import org.jspecify.annotations.NullMarked;
