import { chunkSuite } from '../contract/suites/chunks';
import { contentSuite, keptFileSuite, largeFileSuite } from '../contract/suites/content';
import { s3Suite } from '../contract/suites/store';
import { describeOn, REAL_S3 } from '../contract/support/servers';

describeOn(REAL_S3, 'a repository', s3Suite);
describeOn(REAL_S3, 'content', contentSuite);
describeOn(REAL_S3, 'a large file', largeFileSuite);
describeOn(REAL_S3, 'a large file that is kept', keptFileSuite);
describeOn(REAL_S3, 'a large file in chunks by offset', chunkSuite);
