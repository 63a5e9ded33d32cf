import { noClientCertificate, type RequestAttributes } from './request-attributes.ts'

export function request(attributes: Partial<RequestAttributes> = {}): RequestAttributes {
  const base = { method: 'GET', host: 'app.example.com', path: '/', sourceIp: '192.0.2.1', headers: new Map() }
  return { ...base, clientCertificate: noClientCertificate, ...attributes }
}
