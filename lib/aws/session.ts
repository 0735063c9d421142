export type { AwsSession } from '../model/credentials.ts';
