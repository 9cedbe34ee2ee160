/** How a page is put for each kind of receiver. Pure: a page in, a request out, every text bounded and escaped. */
@NullMarked
package io.tripline.alerting.form;

import org.jspecify.annotations.NullMarked;
