import { followerSuite } from './follower.suite.ts';
import { realDisk } from './real-disk.ts';
import { VirtualDisk } from './virtual-disk.ts';

followerSuite('a real disk', realDisk);
followerSuite('a virtual disk', () => new VirtualDisk(() => Date.now()));
