/** Made-up parcels and a made-up working day, for demonstrations, load and tests; no line comes from a real order. */
@NullMarked
package org.doorstep.demonstration;

import org.jspecify.annotations.NullMarked;
