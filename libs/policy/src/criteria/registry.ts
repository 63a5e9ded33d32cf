import type { Criterion } from '../criterion.ts'
import { accept } from './accept.ts'
import { authenticatedUser } from './authenticated-user.ts'
import { claim } from './claim.ts'
import { clientCertificate } from './client-certificate.ts'
import { corsPreflight } from './cors-preflight.ts'
import { domain } from './domain.ts'
import { email } from './email.ts'
import { groups } from './groups.ts'
import { httpMethod } from './http-method.ts'
import { httpPath } from './http-path.ts'
import { reject } from './reject.ts'
import { sourceIp } from './source-ip.ts'
import { user } from './user.ts'

/** Every criterion by its name in the document. */
// biome-ignore format: a table
export const criteria: ReadonlyMap<string, Criterion> = new Map<string, Criterion>([
  // name               criterion             reads
  ['accept',             accept],            // nothing
  ['reject',             reject],            // nothing
  ['authenticated_user', authenticatedUser], // subject
  ['user',               user],              // subject
  ['email',              email],             // subject
  ['domain',             domain],            // subject
  ['groups',             groups],            // subject
  ['claim',              claim],             // subject
  ['http_method',        httpMethod],        // method
  ['http_path',          httpPath],          // path
  ['source_ip',          sourceIp],          // source IP
  ['cors_preflight',     corsPreflight],     // method; for OPTIONS two headers
  ['client_certificate', clientCertificate], // client certificate
])
