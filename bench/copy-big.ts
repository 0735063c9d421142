import { execFileSync } from 'node:child_process';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { head, inventory, MIB, makeBuckets, openUploads, put, tags } from '../test/real/s3-runs.ts';
import { type S3Server, startVersitygw } from '../test/real/s3-server.ts';
import { type Row, renderTable } from './copy-report.ts';
import { type Measured, makeTools, type Tool } from './copy-tools.ts';

const ROUNDS = 4;
const PIECES = 22;
const PIECE_BYTES = 256 * MIB;

interface Measuring {
  readonly tool: Tool;
  readonly runs: Measured[];
  readonly flaws: string[];
}

/**
 * One object of 5.5 GiB, on disk: above what CopyObject can do. Each tool begins with nothing left to be written to the
 * disk and nothing kept of the copies before, and the order turns round after each round: whoever copies first would pay
 * for what was made before.
 */
export async function bigObject(): Promise<string> {
  const server = await startVersitygw();
  try {
    await makeBuckets(server);
    await makeBig(server);
    const tools = makeTools(server).filter(({ name }) => name !== 'nightshift (sdk)');
    const measured = tools.map((tool): Measuring => ({ tool, runs: [], flaws: [] }));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { tool, runs, flaws } of round % 2 === 0 ? measured : measured.toReversed()) {
        const folder = `${tool.name}-${round}/`;
        execFileSync('sync');
        const run = await tool.copy('s3://logs/big/', `s3://vault/${folder}`);
        const flaw = await findFlaw(server, folder);
        await server.client.send(new DeleteObjectCommand({ Bucket: 'vault', Key: `${folder}object.log` }));
        runs.push(run);
        if (flaw !== undefined) flaws.push(`${flaw} (exit ${run.exitCode})`);
      }
    }
    const rows = measured.map(
      ({ tool, runs, flaws: [flaw] }): Row => ({
        tool: tool.name,
        runs,
        ...(flaw === undefined ? {} : { flaw }),
      }),
    );
    return renderTable('1 × 5.5 GiB, cold, with metadata and tags', rows);
  } finally {
    await server.stop();
  }
}

/** Put together on the server out of one piece, so that nothing large goes over the wire. */
async function makeBig(server: S3Server): Promise<void> {
  const object = { Bucket: 'logs', Key: 'big/object.log' };
  await put(server, 'piece', Buffer.alloc(PIECE_BYTES, 'a piece of a big log '));
  const { UploadId } = await server.client.send(
    new CreateMultipartUploadCommand({
      ...object,
      Metadata: { team: 'ops' },
      ContentType: 'text/x-log',
      Tagging: 'kept=yes',
    }),
  );
  const Parts = [];
  for (let PartNumber = 1; PartNumber <= PIECES; PartNumber += 1) {
    const { CopyPartResult } = await server.client.send(
      new UploadPartCopyCommand({ ...object, UploadId, PartNumber, CopySource: 'logs/piece' }),
    );
    Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
  }
  await server.client.send(
    new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }),
  );
}

async function findFlaw(server: S3Server, folder: string): Promise<string | undefined> {
  if ((await inventory(server, 'vault', folder)).size === 0) return 'no: no copy';
  const copy = await head(server, 'vault', `${folder}object.log`);
  const labels = await tags(server, 'vault', `${folder}object.log`);
  if (copy.ContentLength !== PIECES * PIECE_BYTES) return `no: ${copy.ContentLength} bytes`;
  if ((await openUploads(server)) > 0) return 'no: an upload is open';
  const lost = [
    ...(copy.Metadata?.['team'] === 'ops' ? [] : ['metadata']),
    ...(copy.ContentType === 'text/x-log' ? [] : ['content type']),
    ...(labels['kept'] === 'yes' ? [] : ['tags']),
  ];
  return lost.length === 0 ? undefined : `without ${lost.join(' and ')}`;
}
