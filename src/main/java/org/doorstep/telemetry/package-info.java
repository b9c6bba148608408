/** What operators may see of requests: never a person or a parcel. */
@NullMarked
package org.doorstep.telemetry;

import org.jspecify.annotations.NullMarked;
