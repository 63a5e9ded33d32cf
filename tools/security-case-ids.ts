/** The catalogue of bad inputs: of each class, how many cases are numbered `<class>-01` and on. */
const casesPerClass = {
  SI: 15, // sign-in flow and redirect targets
  CB: 16, // OIDC callback and token validation
  CK: 14, // session cookie and session store
  PM: 15, // policy and route matching
  GR: 10, // gRPC between services
  DB: 10, // databroker
}

export const securityCaseIds: readonly string[] = Object.entries(casesPerClass).flatMap(([prefix, count]) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1).padStart(2, '0')}`),
)
