import { chooseDays, proofText } from '../../lib/cli/backup-verify.ts';

test('a proven day is one line, a refuted one names each key', () => {
  const findings = [{ kind: 'missing', key: 'a' } as const, { kind: 'altered', key: 'b' } as const];

  expect(proofText({ kind: 'proven', day: '2026-11-20', objects: 9_600, bytes: 1_500_000 })).toBe(
    '2026-11-20 complete and unchanged: 9,600 objects, 1.5 MB\n',
  );
  expect(proofText({ kind: 'refuted', day: '2026-11-20', findings, total: 5 })).toBe(
    '2026-11-20 not as it was: 5 differences\n  missing: "a"\n  altered: "b"\n  and 3 more\n',
  );
});

test('between two given days every day is due, also one without a manifest', () => {
  const found = ['2026-11-18', '2026-11-20'];

  expect(chooseDays(found, { from: '2026-11-18', to: '2026-11-20' })).toEqual([
    '2026-11-18',
    '2026-11-19',
    '2026-11-20',
  ]);
  expect(chooseDays(found, { from: '2026-11-19', to: undefined })).toEqual(['2026-11-20']);
  expect(chooseDays(found, { from: undefined, to: undefined })).toEqual(found);
});
