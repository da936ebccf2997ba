import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * Starts OpenSearch nodes in one process, on the loopback address, without TLS and users: for tests and trials.
 *
 * Arguments: a folder for all that the nodes write, the HTTP port of the first, how many there are. A folder
 * `stop-N` in it ends node N (as a machine that is lost), and `start-N` starts it again.
 */
public class Cluster {
    /** The constructor that takes plugins as classes is protected: installed plugins would need a distribution. */
    static class TestNode extends Node {
        TestNode(Settings settings, List<Class<? extends Plugin>> plugins) {
            super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"), plugins, false);
        }
    }

    static TestNode make(Path folder, int number, int firstPort, int nodes) throws Exception {
        List<String> seeds = new ArrayList<>(), names = new ArrayList<>();
        for (int i = 1; i <= nodes; i++) {
            seeds.add("127.0.0.1:" + (firstPort + 100 + i - 1));
            names.add("node-" + i);
        }
        Settings settings = Settings.builder()
            .put("cluster.name", "hankehaku-test-" + firstPort)
            .put("node.name", "node-" + number)
            .put("path.home", folder.resolve("home"))
            .put("path.data", folder.resolve("data-" + number))
            .put("path.repo", folder.resolve("snapshots"))
            .put("network.host", "127.0.0.1")
            .put("http.port", firstPort + number - 1)
            .put("transport.port", firstPort + 100 + number - 1)
            .putList("discovery.seed_hosts", seeds)
            .putList("cluster.initial_cluster_manager_nodes", names)
            .put("node.processors", 2)
            // A word has up to some hundred relatives, each a clause: 1,024 are too few for a query of several.
            .put("indices.query.bool.max_clause_count", 32_768)
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
        return new TestNode(
            settings, List.of(Netty4Plugin.class, CommonAnalysisPlugin.class, PainlessPlugin.class));
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        int firstPort = Integer.parseInt(arguments[1]), nodes = Integer.parseInt(arguments[2]);
        Files.createDirectories(folder.resolve("home").resolve("config"));
        TestNode[] running = new TestNode[nodes];
        Thread[] starting = new Thread[nodes];
        // Made one after another, since Painless fills maps that all of a process share; started side by side, since
        // each waits for the others.
        for (int i = 0; i < nodes; i++) {
            TestNode node = running[i] = make(folder, i + 1, firstPort, nodes);
            starting[i] = new Thread(() -> {
                try {
                    node.start();
                } catch (Exception error) {
                    error.printStackTrace();
                    System.exit(1);
                }
            });
        }
        for (Thread thread : starting) thread.start();
        for (Thread thread : starting) thread.join();
        System.out.println("ready");
        while (true) {
            for (int number = 1; number <= nodes; number++) {
                if (Files.deleteIfExists(folder.resolve("stop-" + number)) && running[number - 1] != null) {
                    running[number - 1].close();
                    running[number - 1] = null;
                    System.out.println("stopped " + number);
                }
                if (Files.deleteIfExists(folder.resolve("start-" + number)) && running[number - 1] == null) {
                    running[number - 1] = make(folder, number, firstPort, nodes);
                    running[number - 1].start();
                    System.out.println("started " + number);
                }
            }
            Thread.sleep(100);
        }
    }
}
