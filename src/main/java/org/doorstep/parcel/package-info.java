/** Parcels as operating facts: intake, stage, outlet, assignment, tickets. */
@NullMarked
package org.doorstep.parcel;

import org.jspecify.annotations.NullMarked;
