import { loadSync, type ServiceDefinition } from '@grpc/proto-loader'
import { loaderOptions, protoFiles, protoRoot } from './loader-options.ts'

const loaded = loadSync([...protoFiles], { ...loaderOptions, includeDirs: [protoRoot] })

/** The service of that full name. The caller vouches for `Service`, which has to be the type generated for the same name. */
export function loadService<Service>(fullName: string): Service {
  const definition = loaded[fullName]
  if (definition === undefined || isMessageOrEnum(definition)) throw new Error(`proto/ defines no service ${fullName}`)
  return definition as ServiceDefinition & Service
}

function isMessageOrEnum(definition: object): boolean {
  return 'fileDescriptorProtos' in definition
}
