import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether there is a curl on this machine that takes names under `.localhost` for loopback by itself (7.85 and newer). */
export async function hasCurl(): Promise<boolean> {
  const found = await run('curl', ['--version']).then(
    ({ stdout }) => /^curl (?:7\.(?:8[5-9]|9\d)|[89]|\d\d)/.test(stdout),
    () => false,
  )
  if (!found && process.env['CI'] !== undefined) throw new Error('there is no curl')
  if (!found) process.stderr.write('The test with curl is skipped: there is none that knows .localhost.\n')
  return found
}

/** Runs it for a page, over all redirects, with the cookies in a file; resolves with the page, its status and its address. */
export async function curl(
  { trusted, cookies }: { readonly trusted: string; readonly cookies: string },
  ...args: readonly string[]
): Promise<{ readonly text: string; readonly status: number; readonly url: string }> {
  const settings = ['--silent', '--show-error', '--cacert', trusted, '--cookie', cookies, '--cookie-jar', cookies]
  const asked = ['--location', '--header', 'Accept: text/html', '--write-out', '\n%{http_code} %{url_effective}']
  const { stdout } = await run('curl', [...settings, ...asked, ...args])
  const [last = '', ...lines] = stdout.split('\n').reverse()
  const [status, url = ''] = last.split(' ')
  return { text: lines.reverse().join('\n'), status: Number(status), url }
}
