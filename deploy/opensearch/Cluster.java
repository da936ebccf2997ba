import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/**
 * Starts OpenSearch nodes, several of them in a process, on the loopback address, without TLS and users: for tests and trials.
 *
 * Arguments: a folder for all that the nodes write, the HTTP port of the first, how many there are, and the
 * numbers of those of this process («1,2»). They end with the process: by SIGTERM in order, by SIGKILL at once.
 */
public class Cluster {
    /** The constructor that takes plugins is protected: installed plugins would need a distribution. */
    static class TestNode extends Node {
        @SuppressWarnings({"unchecked", "rawtypes"})
        TestNode(Settings settings, Collection plugins) {
            super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"), plugins, false);
        }
    }

    /** Transport, analysis and scripts: classes for OpenSearch 2, descriptions of them for 3. */
    static List<Object> plugins() throws ClassNotFoundException {
        List<Object> found = new ArrayList<>();
        for (String name : List.of("transport.Netty4", "analysis.common.CommonAnalysis", "painless.Painless")) {
            Class<?> plugin = plugin("org.opensearch." + name);
            found.add(Version.CURRENT.major < 3 ? plugin : new PluginInfo(
                plugin.getName(), "", "", Version.CURRENT, "21", plugin.getName(), null, List.of(), false));
        }
        return found;
    }

    /** OpenSearch 3 has renamed its plugins; of one that it does not find it only writes a line to the log. */
    static Class<?> plugin(String name) throws ClassNotFoundException {
        try {
            return Class.forName(name + "ModulePlugin");
        } catch (ClassNotFoundException error) {
            return Class.forName(name + "Plugin");
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
        return new TestNode(settings, plugins());
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        int firstPort = Integer.parseInt(arguments[1]), nodes = Integer.parseInt(arguments[2]);
        Files.createDirectories(folder.resolve("home").resolve("config"));
        List<Node> own = new ArrayList<>();
        List<Thread> starting = new ArrayList<>();
        // Made one after another, since Painless fills maps that all of a process share; started side by side, since
        // each waits for the others.
        for (String number : arguments[3].split(",")) {
            Node node = make(folder, Integer.parseInt(number), firstPort, nodes);
            own.add(node);
            starting.add(new Thread(() -> {
                try {
                    node.start();
                } catch (Exception error) {
                    error.printStackTrace();
                    System.exit(1);
                }
            }));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            for (Node node : own) {
                try {
                    node.close();
                } catch (Exception error) {
                    error.printStackTrace();
                }
            }
        }));
        for (Thread thread : starting) thread.start();
        for (Thread thread : starting) thread.join();
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
