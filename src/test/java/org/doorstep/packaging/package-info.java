/** How the service is packaged: the trained start, images, manifests, what is in it. */
@NullMarked
package org.doorstep.packaging;

import org.jspecify.annotations.NullMarked;
