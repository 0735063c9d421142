import { createServer } from 'node:http';
import { type Row, renderTable } from './copy-report.ts';
import { type BenchServer, makeTools } from './copy-tools.ts';

const COUNTS = [100_000, 1_000_000];

/**
 * Listing and comparing only: a server that answers listings out of nothing, with 1 % of the keys missing in the
 * destination and every copy answered at once. Signatures are not checked.
 */
export async function millionKeys(): Promise<string> {
  const rows: (Row & { readonly count: number })[] = [];
  for (const count of COUNTS) {
    const server = await startSynthetic(count);
    for (const tool of makeTools(server).filter(({ name }) => name === 'nightshift' || name === 's5cmd')) {
      const run = await tool.copy('s3://logs/app/', 's3://vault/app/');
      const flaw = run.exitCode === 0 ? {} : { flaw: `exit ${run.exitCode}` };
      rows.push({ count, tool: tool.name, runs: [run], ...flaw });
    }
    await server.stop();
  }
  const tables = COUNTS.map((count) => {
    const words = count.toLocaleString('en-US');
    const own = rows.filter((row) => row.count === count);
    return renderTable(`${words} keys listed and compared, 1 % copied`, own);
  });
  return tables.join('\n');
}

async function startSynthetic(count: number): Promise<BenchServer> {
  const server = createServer((request, response) => {
    request.resume();
    const url = new URL(request.url ?? '', 'http://server');
    response.setHeader('content-type', 'application/xml');
    if (request.method === 'HEAD')
      response.setHeader('content-length', '4096').setHeader('etag', '"0"').end();
    else response.end(request.method === 'PUT' ? COPIED : listPage(url, count));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const session = {
    region: 'us-east-1',
    credentials: async () => ({ accessKeyId: 'any', secretAccessKey: 'any' }),
  };
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { endpoint: `http://127.0.0.1:${port}`, session, stop };
}

const COPIED =
  '<CopyObjectResult><LastModified>2026-11-21T00:00:00.000Z</LastModified><ETag>&quot;00000000000000000000000000000001&quot;</ETag></CopyObjectResult>';

function listPage(url: URL, count: number): string {
  const isDestination = url.pathname.startsWith('/vault');
  const start = Number(url.searchParams.get('continuation-token') ?? 0);
  const end = Math.min(count, start + 1_000);
  let keys = '';
  for (let index = start; index < end; index += 1) {
    if (isDestination && index % 100 === 0) continue;
    keys += `<Contents><Key>app/2026/11/20/web-server-log-${String(index).padStart(9, '0')}.gz</Key><LastModified>2026-11-20T00:00:00.000Z</LastModified><ETag>&quot;00000000000000000000000000000001&quot;</ETag><Size>4096</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  }
  const more =
    end < count
      ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${end}</NextContinuationToken>`
      : '<IsTruncated>false</IsTruncated>';
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix>app/</Prefix><MaxKeys>1000</MaxKeys>${more}${keys}</ListBucketResult>`;
}
