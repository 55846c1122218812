package io.github.postback4j.testkit.kill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system for H2, {@code jdbc:h2:states:PATH}, that hands out copies of the database's file
 * as it is after a write. A process that is killed leaves such a state: what it has written stays
 * with the operating system, what it has not is gone.
 */
public final class FileStates extends FilePathWrapper {

  /**
   * @param file all of its bytes
   * @param kept the orders that the shop was told are kept, before the file was in this state
   */
  record State(ByteBuffer file, Set<String> kept) {}

  private static volatile BlockingQueue<State> states;
  private static volatile Set<String> kept;

  /** For H2, which makes the others by reflection. */
  public FileStates() {}

  /**
   * @param into takes a copy after each write, while it has room for one
   * @param kept of a kind that may be copied at any time
   */
  static void record(BlockingQueue<State> into, Set<String> kept) {
    FileStates.kept = kept;
    states = into;
  }

  @Override
  public String getScheme() {
    return "states";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Recorded(getBase().open(mode));
  }

  private static final class Recorded extends FileBase {
    private final FileChannel channel;

    Recorded(FileChannel channel) {
      this.channel = channel;
    }

    /** One write after the other, so that no copy is a state that never was. */
    @Override
    public synchronized int write(ByteBuffer bytes, long position) throws IOException {
      int count = channel.write(bytes, position);
      if (states.remainingCapacity() > 0) {
        Set<String> before = new LinkedHashSet<>(kept);
        ByteBuffer copy = ByteBuffer.allocate((int) channel.size());
        while (copy.hasRemaining() && channel.read(copy, copy.position()) > 0) {}
        boolean unused = states.offer(new State(copy, before));
      }
      return count;
    }

    @Override
    public int write(ByteBuffer bytes) {
      throw new UnsupportedOperationException("H2 says where it writes");
    }

    @Override
    public synchronized FileChannel truncate(long size) throws IOException {
      channel.truncate(size);
      return this;
    }

    @Override
    public synchronized int read(ByteBuffer into, long position) throws IOException {
      return channel.read(into, position);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return channel.read(into);
    }

    @Override
    public FileChannel position(long position) throws IOException {
      channel.position(position);
      return this;
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void force(boolean metaData) throws IOException {
      channel.force(metaData);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return channel.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      channel.close();
    }
  }
}
