/** The leaver's audit (离岗审计): what somebody saw before they left their post, for the auditor to answer for. */
@NullMarked
package org.doorstep.leaver;

import org.jspecify.annotations.NullMarked;
