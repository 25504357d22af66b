import { s3Suite } from './suites/store';
import { describeOn, SMALL_S3 } from './support/servers';

describeOn(SMALL_S3, 'a repository', s3Suite);
