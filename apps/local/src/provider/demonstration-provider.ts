import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { AppError } from '@sallyport/kernel'
import { type DemonstrationClient, openidProvider } from './openid-provider.ts'
import { keptProviderKeys } from './provider-keys.ts'
import { handleSignIn } from './sign-in-handler.ts'
import { ProviderStore } from './sqlite-adapter.ts'

/** Serves the demonstration provider at its issuer's own address. It takes any password, so it refuses any address but loopback. */
export async function startDemonstrationProvider(
  issuer: URL,
  client: DemonstrationClient,
  folder: string,
): Promise<AsyncDisposable> {
  const host = issuer.hostname.replace(/^\[|\]$/g, '')
  if (issuer.protocol !== 'http:' || !isLoopback(host)) {
    throw new AppError(
      'invalid-argument',
      `the demonstration provider takes any password and listens on loopback only, not on ${issuer.origin}`,
    )
  }
  await using scope = new AsyncDisposableStack()
  const store = scope.use(new ProviderStore(join(folder, 'provider.sqlite')))
  const provider = openidProvider(issuer.origin, client, await keptProviderKeys(folder), store)
  const serveProvider = provider.callback()
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Another name that was pointed to this address (DNS rebinding) is not us.
    if (request.headers.host !== issuer.host) return void response.writeHead(421).end()
    if (request.url === '/readyz') return void response.end('ready\n')
    if (request.url?.startsWith('/sign-in/')) return await handleSignIn(provider, request, response)
    await serveProvider(request, response)
  }
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  server.listen(Number(issuer.port), host)
  await once(server, 'listening')
  scope.defer(async () => {
    server.close()
    server.closeAllConnections()
  })
  return scope.move()
}

function isLoopback(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
