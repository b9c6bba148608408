/** What holds for every exchange over HTTP, whatever it is about: headers of answers, and how connections are kept. */
@NullMarked
package org.doorstep.http;

import org.jspecify.annotations.NullMarked;
