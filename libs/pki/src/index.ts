export type { AuthorityFiles } from './authority-files.ts'
export { CertificateAuthority, type CertificateTemplate, type KeyPairPem } from './certificate-authority.ts'
export {
  type FileIdentityOptions,
  FileIdentitySource,
  openFileIdentitySource,
  type ReloadCounts,
} from './file-identity-source.ts'
export { FolderWatch } from './folder-watch.ts'
export type { IdentitySource } from './identity-source.ts'
export {
  createLocalServiceAuthority,
  createServiceRoot,
  LocalServiceAuthority,
  openLocalServiceAuthority,
} from './local-service-authority.ts'
export { createLocalTlsAuthority, LocalTlsAuthority, openLocalTlsAuthority } from './local-tls-authority.ts'
export { MemoryIdentitySource } from './memory-identity-source.ts'
export { examinePeer, type Peer, type PeerExamination, type PeerProblem, peerProblemCodes } from './peer.ts'
export { type LocalAuthorityCertificate, readLocalAuthority } from './read-local-authority.ts'
export { spiffeIdOf } from './spiffe-id-of.ts'
export { serviceTlsOptions } from './tls-options.ts'
export {
  defaultMaxLifetimeMs,
  type IdentityExpectations,
  type IdentityMaterial,
  readX509Identity,
  type X509Identity,
} from './x509-identity.ts'
