export { type MethodRights, mayCall } from './method-rights.ts'
export {
  defaultTrustDomain,
  formatSpiffeId,
  isInstanceName,
  isTrustDomain,
  parseSpiffeId,
  type ServiceIdentity,
} from './service-identity.ts'
export { isServiceName, type ServiceName, serviceNames } from './service-name.ts'
