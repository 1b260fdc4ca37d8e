// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The classes of images, in the background: java -cp slipway.jar Classify.java MODEL_DIR IMAGE...
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.slipway.Image;
import org.slipway.Model;
import org.slipway.Result;
import org.slipway.Session;

public final class Classify {
  public static void main(String[] arguments) throws Exception {
    try (Model model = Model.open(Path.of(arguments[0])); Session session = model.session()) {
      List<CompletableFuture<Result>> results = new ArrayList<>();
      for (int i = 1; i < arguments.length; ++i)
        results.add(session.submit(Image.of(ImageIO.read(new File(arguments[i])))));
      for (int i = 1; i < arguments.length; ++i) {
        Result result = results.get(i - 1).get();
        long label = result.labels()[0];
        System.out.printf("%s: class %d %.3f%n", arguments[i], label, result.scores()[(int) label]);
      }
    }
  }
}
