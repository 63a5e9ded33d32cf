import { expect, test } from 'vitest'
import { reasonCodes } from '../reason.ts'
import { criteria } from './registry.ts'

test('the language has exactly these criteria', () => {
  expect([...criteria.keys()]).toEqual([
    'accept',
    'reject',
    'authenticated_user',
    'user',
    'email',
    'domain',
    'groups',
    'claim',
    'http_method',
    'http_path',
    'source_ip',
    'cors_preflight',
    'client_certificate',
  ])
})

test('every reason of the list is given by a criterion or by the evaluation, and once only', () => {
  const ofCriteria = [...criteria.values()].flatMap(({ reasons }) => [reasons.met, reasons.unmet])
  const ofEvaluation = ['user-unauthenticated', 'attribute-missing', 'no-allow-rule']
  expect([...reasonCodes].sort()).toEqual([...new Set([...ofCriteria, ...ofEvaluation])].sort())
})
