/**
 * A CA, a bootstrap server with enrolment and a management server for tests and demonstrations. Never for production.
 */
@NullMarked
package iotsafe.testbed;

import org.jspecify.annotations.NullMarked;
