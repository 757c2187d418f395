/**
 * What the OMA has servers expect of a device, asked for by Leshan's demo server, and where that cannot, by {@link
 * iotsafe.client.conformance.OwnServer}. A method that begins with {@code int_} is the test case of that number in OMA's Enabler Test
 * Specification for LightweightM2M (ETS: 1.0 of 2017-08-30, 1.1 of 2019-09-12); one that begins with a document and a number is that clause.
 * README.md beside lists them all, with what is not applicable.
 */
@NullMarked
package iotsafe.client.conformance;

import org.jspecify.annotations.NullMarked;
