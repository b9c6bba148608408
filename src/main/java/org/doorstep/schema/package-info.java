/** Whether the database is as this version of the service needs it. */
@NullMarked
package org.doorstep.schema;

import org.jspecify.annotations.NullMarked;
