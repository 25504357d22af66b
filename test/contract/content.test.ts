import { contentSuite, keptFileSuite, largeFileSuite } from './suites/content';
import { BOTH_ENDS, describeOn, EVERY } from './support/servers';

describeOn(EVERY, 'content', contentSuite);
describeOn(EVERY, 'a large file', largeFileSuite);
describeOn(BOTH_ENDS, 'a large file that is kept', keptFileSuite);
