-- A reason to set an entry aside that came with taking articles down.

INSERT INTO ref.reason VALUES ('forgotten', 'the article was taken down on request');
