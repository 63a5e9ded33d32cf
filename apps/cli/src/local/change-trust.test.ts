import { AppError } from '@sallyport/kernel'
import { expect, test } from 'vitest'
import type { Change, StoreAccess, TrustStore } from '../stores/trust-store.ts'
import type { Terminal } from '../terminal.ts'
import { changeTrust } from './change-trust.ts'

const authority = { file: '/x/.sallyport/ca.pem', fingerprint: 'f00d', pem: 'the certificate' }
const { signal } = new AbortController()

class MemoryStore implements TrustStore {
  readonly name: string
  isTrusted: boolean
  readonly #refusal: string | undefined

  constructor(name: string, isTrusted = false, refusal?: string) {
    this.name = name
    this.isTrusted = isTrusted
    this.#refusal = refusal
  }

  effect(change: Change): string {
    return `${change}s it here`
  }

  isDone(change: Change): Promise<boolean> {
    return Promise.resolve(this.isTrusted === (change === 'trust'))
  }

  trust(): Promise<void> {
    return this.#become(true)
  }

  untrust(): Promise<void> {
    return this.#become(false)
  }

  async #become(isTrusted: boolean): Promise<void> {
    if (this.#refusal !== undefined) throw new AppError('failed-precondition', this.#refusal)
    this.isTrusted = isTrusted
  }
}

async function run(
  stores: readonly StoreAccess[],
  { change = 'trust', answer }: { change?: Change; answer?: boolean },
) {
  const said: string[] = []
  const terminal: Terminal = {
    isInteractive: true,
    print: (text) => void said.push(text),
    complain: (text) => void said.push(text),
    confirm: async (question) => {
      said.push(question)
      return answer === true
    },
  }
  const isDone = await changeTrust({ change, authority, stores, isConfirmed: answer === undefined }, terminal, signal)
  return { isDone, said: said.join('\n') }
}

const open = (store: TrustStore): StoreAccess => ({ access: 'open', store })

test('the person is told what would change where, before anything does', async () => {
  const store = new MemoryStore('Firefox, /profile')
  const { isDone, said } = await run([open(store)], { answer: false })
  expect(said).toMatch(
    /\/x\/\.sallyport\/ca\.pem[^]*f00d[^]*this checkout alone[^]*Firefox, \/profile\n {4}trusts it here[^]*Change this\?/,
  )
  expect(store.isTrusted).toBe(false)
  expect(isDone).toBe(false)
})

test('on a yes, or when nobody is to be asked, each store is changed', async () => {
  for (const answer of [true, undefined]) {
    const stores = [new MemoryStore('a'), new MemoryStore('b')]
    const { isDone, said } = await run(stores.map(open), answer === undefined ? {} : { answer })
    expect(stores.map(({ isTrusted }) => isTrusted)).toEqual([true, true])
    expect(isDone).toBe(true)
    expect(said.includes('Change this?')).toBe(answer === true)
  }
})

test('a store that needs no change is not asked about', async () => {
  const stores = [new MemoryStore('has it', true), new MemoryStore('has it not')]
  const { said } = await run(stores.map(open), { answer: true })
  expect(said).not.toContain('has it\n')
  const again = await run(stores.map(open), { answer: false })
  expect(again).toMatchObject({ isDone: true, said: expect.stringContaining('Nothing to do') })
})

test('untrust takes it out where it is', async () => {
  const stores = [new MemoryStore('a', true), new MemoryStore('b')]
  const { isDone, said } = await run(stores.map(open), { change: 'untrust' })
  expect(stores.map(({ isTrusted }) => isTrusted)).toEqual([false, false])
  expect(isDone).toBe(true)
  expect(said).not.toContain('  b\n')
})

test('a store that fails is named, and the others are changed', async () => {
  const stores = [new MemoryStore('locked', false, 'the password is wrong'), new MemoryStore('b')]
  const { isDone, said } = await run(stores.map(open), {})
  expect(isDone).toBe(false)
  expect(stores[1]?.isTrusted).toBe(true)
  expect(said).toContain('not done  locked\n  the password is wrong')
})

test('what needs an administrator is no failure: the command is said, and nobody is asked', async () => {
  const store = new MemoryStore('the system')
  const { isDone, said } = await run([{ access: 'administrator', store, command: (change) => `sudo ${change}` }], {
    answer: false,
  })
  expect(isDone).toBe(true)
  expect(said).toContain('sudo trust')
  expect(said).not.toContain('Change this?')
  expect(store.isTrusted).toBe(false)
})

test('what cannot be reached is a failure with its reason', async () => {
  const { isDone, said } = await run([{ access: 'none', name: 'Chromium', reason: 'needs certutil' }], {})
  expect(isDone).toBe(false)
  expect(said).toContain('not done  Chromium\n  needs certutil')
})

test('a machine without any store is told so', async () => {
  expect(await run([], {})).toMatchObject({ isDone: false, said: expect.stringContaining('No store was found') })
})
