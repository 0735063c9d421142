import { describe, expect, test } from '@jest/globals';
import { startMailRecorder } from '../../lib/local/mail-recorder.ts';

describe('the mail recorder', () => {
  test('answers that there is nobody to pass mail on to, before the emulator runs', async () => {
    const recorder = await startMailRecorder();
    const answer = await fetch(`${recorder.endpoint}/v2/email/outbound-emails`, {
      method: 'POST',
      body: '{}',
    });
    expect(answer.status).toBe(503);
    expect(recorder.messages).toHaveLength(0);
    await recorder.stop();
  });

  test('listens on loopback only', async () => {
    const recorder = await startMailRecorder();
    expect(new URL(recorder.endpoint).hostname).toBe('127.0.0.1');
    await recorder.stop();
  });
});
